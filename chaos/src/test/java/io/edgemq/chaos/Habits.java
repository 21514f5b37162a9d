package io.edgemq.chaos;

/// How receivers treat the messages of a queue, in percent. All other messages are acknowledged.
///
/// @param queue the queue that they receive from
/// @param forgotten messages whose lease ends by time
/// @param givenBack messages that are returned
/// @param pause the seconds until returned messages come again
/// @param rejected messages that are rejected
/// @param oneUnfitOf one in this many messages is never acknowledged or rejected, so it is received
///     too often
record Habits(String queue, int forgotten, int givenBack, int pause, int rejected, int oneUnfitOf) {
  /// A receiver's treatment of a message.
  enum Treatment {
    FORGET,
    GIVE_BACK,
    REJECT,
    ACKNOWLEDGE
  }

  /// The treatment of a message. `chance` is 0 to 99.
  Treatment treatment(Delivery delivery, int chance) {
    if (isUnfit(delivery.id())) {
      return chance < 30 ? Treatment.FORGET : Treatment.GIVE_BACK;
    }
    if (chance < forgotten) {
      return Treatment.FORGET;
    }
    if (chance < forgotten + givenBack) {
      return Treatment.GIVE_BACK;
    }
    return chance < forgotten + givenBack + rejected ? Treatment.REJECT : Treatment.ACKNOWLEDGE;
  }

  private boolean isUnfit(String id) {
    return oneUnfitOf > 0 && Math.floorMod(id.hashCode(), oneUnfitOf) == 0;
  }
}
