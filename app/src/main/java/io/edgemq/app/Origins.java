package io.edgemq.app;

import java.time.InstantSource;

/// The sources of time and ids.
record Origins(InstantSource clock, SecretIds ids) {}
