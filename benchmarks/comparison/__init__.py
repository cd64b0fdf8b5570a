"""Runs of the contenders: how they are supervised, kept, measured, summed up and shown."""
