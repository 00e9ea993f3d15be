"""Runtime: processes. Settings, the embedded server, worker, doctor, command line. Is never imported."""
