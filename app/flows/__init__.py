"""What the artist does, from the request to the edit: one file a part of the work. Connected by `application`."""
