package io.edgemq.app;

import java.time.InstantSource;

/// Where times and identities come from.
record Origins(InstantSource clock, SecretIds ids) {}
