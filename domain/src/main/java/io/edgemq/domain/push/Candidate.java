package io.edgemq.domain.push;

import io.edgemq.domain.Subject;

/// A message of a backlog that the subscription wants.
///
/// @param number its place in the backlog
public record Candidate(long number, Subject subject) {}
