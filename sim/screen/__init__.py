"""The screen: the only place that draws. It reads findings and scenarios and changes neither."""
