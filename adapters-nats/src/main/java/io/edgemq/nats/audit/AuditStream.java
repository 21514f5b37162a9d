package io.edgemq.nats.audit;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Condition;
import io.edgemq.jetstream.Entry;
import io.edgemq.jetstream.KeptMessages;
import io.edgemq.jetstream.MessageHeaders;
import io.edgemq.jetstream.Outgoing;
import io.edgemq.jetstream.Published;
import io.edgemq.jetstream.StreamClient;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/// The stream of the audit log: a message for each entry, and one for the head, which each append
/// replaces. Every call throws `StoreException` when there was no answer, and
/// `StoreException.Damaged` when there is no such stream.
public final class AuditStream {
  /// Its name.
  public static final String NAME = "mq-admin-audit-v1";

  private static final System.Logger LOG = System.getLogger(AuditStream.class.getName());
  private static final String HEAD = "mq.audit.head";
  private static final String ENTRY = "mq.audit.entry.";
  private static final String ENTRIES = ENTRY + "*";

  /// The header that tells by which append an entry was written.
  private static final String APPEND = "Mq-Append";

  private static final int PAGE = 256;
  private static final int PAGE_BYTES = 1 << 20;

  /// How often a missing head is looked for.
  private static final int LOOKS = 20;

  private static final Duration MOMENT = Duration.ofMillis(10);

  private final Cluster cluster;
  private final KeptMessages messages;
  private final StreamClient stream;

  public AuditStream(Cluster cluster) {
    this.cluster = cluster;
    this.messages = new KeptMessages(cluster, NAME, "mq.audit.>");
    this.stream = messages.stream();
  }

  /// Creates the stream if it is missing.
  public void make() {
    messages.make();
  }

  /// A head, and where it is.
  ///
  /// @param at its sequence in the stream; 0 when nothing was ever appended
  record Place(AuditHead head, long at) {
    static final Place NONE = new Place(new AuditHead(0, AuditEntry.NO_HASH, ""), 0);
  }

  /// Entries with the head that follows from them, to be appended.
  ///
  /// @param id of the append
  /// @param entries one at least
  record Draft(String id, Place before, List<AuditEntry> entries, AuditHead after) {}

  /// Appends entries and head in one step, if the head is still the one before and there are no
  /// such entries. Takes room of the reserve when the cluster is full: keys are revoked then, too.
  Published append(Draft draft) {
    var batch = new ArrayList<Outgoing>();
    var conditions = new ArrayList<Condition>();
    for (var entry : draft.entries()) {
      var headers = new MessageHeaders().put(APPEND, draft.id());
      batch.add(new Outgoing(ENTRY + entry.sequence(), headers, AuditFormat.write(entry)));
      conditions.add(Condition.lastOfSubject(0));
    }
    batch.add(new Outgoing(HEAD, new MessageHeaders(), AuditFormat.write(draft.after())));
    conditions.add(Condition.lastOfSubject(draft.before().at()));
    return asked(() -> stream.reserve().freeing(() -> stream.publish(batch, conditions)));
  }

  /// Whether the first entry of `draft`, and so all of it, is there, and was written by its append.
  boolean has(Draft draft) {
    return asked(() -> stream.lastFromLeader(ENTRY + draft.entries().getFirst().sequence()))
        .filter(found -> draft.id().equals(found.headers().first(APPEND)))
        .isPresent();
  }

  /// The head as it is stored; empty when there is none. Throws `StoreException.Damaged` when it
  /// cannot be read.
  Optional<Place> head() {
    var found = asked(() -> stream.lastFromLeader(HEAD));
    try {
      return found.isEmpty()
          ? Optional.empty()
          : Optional.of(new Place(AuditFormat.head(found.get().body()), found.get().sequence()));
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new StoreException.Damaged(NAME, unreadable);
    }
  }

  /// The head for an append to follow. Throws `StoreException.Damaged` when there are entries and
  /// no head.
  Place headToFollow() {
    for (int i = 0; i < LOOKS; i++) {
      var found = head();
      if (found.isPresent() || last() == 0) {
        return found.orElse(Place.NONE);
      }
      cluster.pause(MOMENT); // the very first append is being stored: its head comes last
    }
    throw new StoreException.Damaged(NAME, new IllegalStateException("its head is gone"));
  }

  /// The sequence of the entry that was stored last; 0 when there is none.
  long last() {
    return asked(() -> stream.lastFromLeader(ENTRIES)).map(AuditStream::number).orElse(0L);
  }

  /// The entries with `first` and later sequences up to `last`, in order, `limit` at most. What is
  /// missing or cannot be read is left out.
  List<AuditEntry> entries(long first, long last, int limit) {
    return asked(() -> read(first, last, limit));
  }

  /// The replica that answers may not have the newest entries yet: the leader has.
  private List<AuditEntry> read(long first, long last, int limit) {
    var entries = new ArrayList<AuditEntry>();
    var place = place(first);
    long next = place.orElse(first);
    long reached = first - 1;
    boolean complete = false;
    while (!complete && reached < last && entries.size() < limit) {
      int room = place.isPresent() ? Math.min(PAGE, limit - entries.size()) : PAGE;
      var part = stream.read(new StreamClient.Query(next, ENTRIES, room, PAGE_BYTES));
      for (var found : part.entries()) {
        next = found.sequence() + 1;
        reached = Math.max(reached, number(found));
        add(found, first, last, entries);
      }
      complete = part.complete() || part.entries().isEmpty();
    }
    var more = reached < last ? stream.fromLeader(next, ENTRIES) : Optional.<Entry>empty();
    while (more.isPresent() && entries.size() < limit) {
      add(more.get(), first, last, entries);
      boolean isLast = number(more.get()) >= last;
      more = isLast ? Optional.empty() : stream.fromLeader(more.get().sequence() + 1, ENTRIES);
    }
    return List.copyOf(entries.subList(0, Math.min(limit, entries.size())));
  }

  /// Where the entry `number` is in the stream; empty when it is missing. Heads take sequences,
  /// too, so an entry is never before its own number.
  private Optional<Long> place(long number) {
    var subject = ENTRY + number;
    return stream.last(subject).or(() -> stream.lastFromLeader(subject)).map(Entry::sequence);
  }

  private static void add(Entry found, long first, long last, List<AuditEntry> entries) {
    long number = number(found);
    if (number < first || number > last) {
      return;
    }
    try {
      var entry = AuditFormat.entry(found.body());
      if (entry.sequence() == number) {
        entries.add(entry);
        return;
      }
      LOG.log(System.Logger.Level.WARNING, "an audit entry has the number of another; {0}", number);
    } catch (IOException | IllegalArgumentException | DateTimeException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "unreadable audit entry " + number, unreadable);
    }
  }

  /// The number in the subject of an entry; 0 when somebody else wrote it.
  private static long number(Entry entry) {
    return parsed(entry.subject().substring(ENTRY.length())).orElse(0);
  }

  private static OptionalLong parsed(String number) {
    return number.matches("[1-9][0-9]{0,17}")
        ? OptionalLong.of(Long.parseLong(number))
        : OptionalLong.empty();
  }

  /// What `question` answers.
  private <T> T asked(Supplier<T> question) {
    try {
      return question.get();
    } catch (StoreException.NoResponders nobody) {
      if (stream.info().isEmpty()) {
        throw new StoreException.Damaged(NAME, nobody);
      }
      throw nobody;
    }
  }
}
