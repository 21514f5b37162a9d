package io.edgemq.chaos;

/// How receivers treat the messages of a queue, in percent; the others are acknowledged.
///
/// @param queue from where they receive
/// @param forgotten those that are left to the end of their lease
/// @param givenBack those that are given back
/// @param pause after how many seconds those come again
/// @param rejected those that are rejected
/// @param oneUnfitOf of so many messages one is never acknowledged nor rejected, so that it is
///     received too often
record Habits(String queue, int forgotten, int givenBack, int pause, int rejected, int oneUnfitOf) {
  /// What a receiver does with a message.
  enum Treatment {
    FORGET,
    GIVE_BACK,
    REJECT,
    ACKNOWLEDGE
  }

  /// What is done with a message, by `chance` from 0 to 99.
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
