"""Every equation of back-propagation, derived line by line and checked by machine."""
