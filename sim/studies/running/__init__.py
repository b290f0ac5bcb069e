"""Running a study: on this process, on several or on a cluster, and again from its store."""
