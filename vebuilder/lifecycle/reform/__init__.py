"""An enterprise formed anew from where it stands."""
