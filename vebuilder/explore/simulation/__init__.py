"""An enterprise replayed against drawn failures, shocks and prices."""
