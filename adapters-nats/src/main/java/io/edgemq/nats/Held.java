package io.edgemq.nats;

import io.edgemq.domain.StoreException;
import io.edgemq.nats.Ticket.Horizon;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Who came to a desk and knows more of the queue's streams than the desk has heard. They are let
/// in once it has; when that takes long, it is seen to that it hears again. For the clerk's thread.
final class Held {
  private static final System.Logger LOG = System.getLogger(Held.class.getName());
  private static final long FLOOR_NANOS = Duration.ofMillis(100).toNanos();
  private static final long HEARD_NANOS = Duration.ofSeconds(1).toNanos();

  private final Opening opening;
  private final List<Ticket<?>> tickets = new ArrayList<>();
  private long floorAt = System.nanoTime();

  /// Since when there has been somebody, if there is.
  private long heldAt = System.nanoTime();

  Held(Opening opening) {
    this.opening = opening;
  }

  boolean isEmpty() {
    return tickets.isEmpty();
  }

  /// All, the one who came first at the beginning.
  List<Ticket<?>> all() {
    return List.copyOf(tickets);
  }

  void add(Ticket<?> ticket) {
    if (tickets.isEmpty()) {
      heldAt = System.nanoTime();
    }
    tickets.add(ticket);
  }

  /// Whether the desk has heard that much.
  boolean hasHeard(Horizon horizon) {
    return opening.book().arrived() >= horizon.messages()
        && opening.ledger().end() >= horizon.ledger();
  }

  /// Takes out those who need not wait any longer, and those who have gone; returns the first kind.
  List<Ticket<?>> admitted() {
    var admitted = new ArrayList<Ticket<?>>();
    tickets.removeIf(
        ticket -> {
          boolean heard = hasHeard(ticket.atLeast());
          if (heard) {
            admitted.add(ticket);
          }
          return heard || ticket.isCancelled();
        });
    if (!tickets.isEmpty() && System.nanoTime() - floorAt > FLOOR_NANOS) {
      floorAt = System.nanoTime();
      hearOfTheFloor();
      if (System.nanoTime() - heldAt > HEARD_NANOS) {
        doubtWhatIsHeard();
      }
    }
    return admitted;
  }

  /// What was removed from the stream before this adapter heard of it never arrives.
  private void hearOfTheFloor() {
    try {
      opening.book().arrivedUpTo(opening.messages().bounds().first() - 1);
    } catch (StoreException lost) {
      LOG.log(
          System.Logger.Level.DEBUG,
          "a stream's beginning is not known; why={0}",
          String.valueOf(lost));
    }
  }

  private void doubtWhatIsHeard() {
    long arrived = opening.book().arrived();
    if (tickets.stream().anyMatch(ticket -> ticket.atLeast().messages() > arrived)) {
      opening.letters().doubt();
    }
    long decided = opening.ledger().end();
    if (tickets.stream().anyMatch(ticket -> ticket.atLeast().ledger() > decided)) {
      opening.entries().doubt();
    }
  }
}
