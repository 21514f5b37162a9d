package io.edgemq.application;

import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.push.MessageKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The message of one attempt. It is in memory only while there is room for it: a body that was
/// read ahead and finds none is dropped, and read again when there is some.
final class Cargo implements AutoCloseable {
  private static final long UNKNOWN = -1;

  private final FlightBudget budget;
  private final DeliveryBacklogs backlogs;
  private final MessageKey key;
  private @Nullable TopicMessage message;
  private long size = UNKNOWN;
  private boolean hasRoom;

  private Cargo(FlightBudget budget, DeliveryBacklogs backlogs, MessageKey key) {
    this.budget = budget;
    this.backlogs = backlogs;
    this.key = key;
  }

  /// The message with `key`, whose body was read ahead or not. For the thread of the delivery.
  static Cargo of(FlightBudget budget, DeliveryBacklogs backlogs, MessageKey key) {
    var cargo = new Cargo(budget, backlogs, key);
    backlogs.take(key).ifPresent(cargo::keepIfThereIsRoom);
    return cargo;
  }

  private void keepIfThereIsRoom(TopicMessage read) {
    size = Math.max(1, read.content().sizeInBytes());
    hasRoom = budget.tryTake(backlogs.subscription(), size);
    message = hasRoom ? read : null;
  }

  /// Waits until there is room for it. False when it is not there any more.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  boolean awaitRoom() throws InterruptedException {
    if (message == null && size == UNKNOWN && !measure()) {
      return false;
    }
    if (!hasRoom) {
      budget.take(backlogs.subscription(), size);
      hasRoom = true;
    }
    return true;
  }

  /// The message, for which there is room; empty when it is not there any more.
  ///
  /// @throws io.edgemq.domain.StoreException when the store cannot answer
  Optional<TopicMessage> load() {
    var kept = message;
    return kept == null ? backlogs.fetch(key) : Optional.of(kept);
  }

  /// Finds out how large it is, and keeps it if there is room now. False when it is not there.
  private boolean measure() throws InterruptedException {
    budget.beginReading();
    try {
      var read = backlogs.fetch(key);
      read.ifPresent(this::keepIfThereIsRoom);
      return read.isPresent();
    } finally {
      budget.endReading();
    }
  }

  /// Gives back its room.
  @Override
  public void close() {
    message = null;
    if (hasRoom) {
      hasRoom = false;
      budget.give(backlogs.subscription(), size);
    }
  }
}
