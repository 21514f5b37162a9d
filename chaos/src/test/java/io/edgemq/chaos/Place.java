package io.edgemq.chaos;

/// The place where a message is stored. A message that moves to another queue, or back, gets a new
/// place.
record Place(String queue, long sequence) {
  @Override
  public String toString() {
    return queue + "/" + sequence;
  }
}
