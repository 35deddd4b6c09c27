"""What a service keeps."""
