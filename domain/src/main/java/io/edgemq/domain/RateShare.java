package io.edgemq.domain;

/// What one process of several may take of a rate that they share, by how much each is asked for
/// (ADR 0037). When all are asked for no more than the rate, it is what the others leave. When they
/// are asked for more, it is the part of the rate that its callers are of all callers: then the
/// shares of all processes are the rate.
///
/// @param most the rate, in messages per second, at least 1
/// @param own how many messages came here within the last second, refused ones too, at least 1
/// @param others how many came to the other processes
public record RateShare(long most, long own, long others) {
  public RateShare {
    if (most < 1 || own < 1 || others < 0) {
      throw new IllegalArgumentException("no share: " + most + ", " + own + ", " + others);
    }
  }

  /// The share, in messages per second.
  public double messages() {
    double byDemand = most * ((double) own / ((double) own + others));
    return others == 0 ? most : Math.max((double) most - others, byDemand);
  }
}
