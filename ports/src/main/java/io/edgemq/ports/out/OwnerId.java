package io.edgemq.ports.out;

/// A process that delivers, from its start to its end. Never used again.
///
/// @param value 1 to 64 lower-case letters or digits
public record OwnerId(String value) {}
