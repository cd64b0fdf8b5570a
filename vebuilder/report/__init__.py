"""An enterprise shown to people: pictures, and a report for those who were not in the room."""
