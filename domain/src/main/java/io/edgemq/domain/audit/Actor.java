package io.edgemq.domain.audit;

/// Who does something that is written down.
///
/// @param name an operator's name or a key's id
public record Actor(String name, Origin from) {}
