package io.edgemq.chaos;

/// Where a message is stored. One that moves to another queue, or back, is in another place then.
record Place(String queue, long sequence) {
  @Override
  public String toString() {
    return queue + "/" + sequence;
  }
}
