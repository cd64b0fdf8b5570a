"""What each partner contributed, and what is believed of the network since."""
