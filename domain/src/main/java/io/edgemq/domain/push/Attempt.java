package io.edgemq.domain.push;

import io.edgemq.domain.Subject;

/// A message is on its way.
///
/// @param attempt which one of the message it is, from 1
/// @param instruction how often the subscription had been told where to go on
/// @param turn how often the breaker had opened
public record Attempt(MessageKey key, Subject subject, int attempt, long instruction, long turn) {}
