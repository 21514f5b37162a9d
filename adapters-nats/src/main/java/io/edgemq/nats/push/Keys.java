package io.edgemq.nats.push;

import io.edgemq.domain.SubscriptionRef;
import io.edgemq.ports.out.LaneRef;

/// The keys of a subscription's deliveries and dead letters. Ids of tenants and subscriptions have
/// no character that a key may not have, and no dot.
record Keys(SubscriptionRef subscription) {
  private static final String DEAD = "dead.";
  private static final String REDRIVE = "redrive.";

  private String of(String end) {
    return subscription.tenant().value() + "." + subscription.id().value() + "." + end;
  }

  /// The progress and the owner of a lane.
  static String lane(LaneRef lane) {
    return new Keys(lane.subscription()).of("lane." + lane.index());
  }

  /// All of them.
  String all() {
    return of(">");
  }

  /// The dead letter with that sequence, whether it is tried again or not.
  String dead(long sequence) {
    return of(DEAD + sequence);
  }

  /// All dead letters.
  String everyDead() {
    return of(DEAD + "*");
  }

  /// The mark that a dead letter is tried again.
  String redrive(long number, long sequence) {
    return of(REDRIVE + number + "." + sequence);
  }

  /// All of these marks.
  String everyRedrive() {
    return of(REDRIVE + "*.*");
  }

  /// The last number that a redrive was given.
  String lastNumber() {
    return of("numbers");
  }

  /// How many dead letters went because there were too many.
  String dropped() {
    return of("dropped");
  }

  /// The sequence in the key of a dead letter or of a mark.
  static long sequence(String key) {
    return Long.parseLong(key.substring(key.lastIndexOf('.') + 1));
  }

  /// The number in the key of a mark.
  static long number(String key) {
    var before = key.substring(0, key.lastIndexOf('.'));
    return sequence(before);
  }

  /// Whether `key` is that of a mark.
  boolean isRedrive(String key) {
    return key.startsWith(of(REDRIVE));
  }

  /// Whether `key` is that of a dead letter.
  boolean isDead(String key) {
    return key.startsWith(of(DEAD));
  }
}
