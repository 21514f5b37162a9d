package io.edgemq.nats.audit;

import io.edgemq.domain.StoreException;
import io.edgemq.domain.audit.AuditEntry;
import io.edgemq.domain.audit.AuditHead;
import io.edgemq.domain.audit.AuditRecord;
import io.edgemq.jetstream.Cluster;
import io.edgemq.jetstream.Published;
import io.edgemq.nats.audit.AuditStream.Draft;
import io.edgemq.nats.audit.AuditStream.Place;
import io.edgemq.ports.out.AuditLog.Sealer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Some records on their way into the audit log, in one batch, until they are stored or given up.
/// For one thread.
///
/// A batch that was not answered may be stored, or may still be on its way. So the same batch is
/// sent again as long as the head has not moved: it is stored once at most, because both have the
/// same condition. When the head has moved, the entry at that place tells by its id whose it is.
final class Appending {
  private static final Duration MOMENT = Duration.ofMillis(5);

  private final Cluster cluster;
  private final AuditStream stream;
  private final List<Written> all;
  private final String id = Cluster.newId();
  private long deadline;
  private Draft draft;

  /// Why it is not known whether the draft was stored; null: it was not.
  private @Nullable StoreException doubt;

  /// @param known the head as this process knows it, which may be outdated
  /// @param all what to append, one at least
  Appending(Cluster cluster, AuditStream stream, Place known, List<Written> all) {
    this.cluster = cluster;
    this.stream = stream;
    this.all = all;
    this.draft = after(known);
  }

  /// What to append.
  record Written(AuditRecord what, Sealer sealer) {}

  /// Entries that are durable, in the order of what was to be appended.
  ///
  /// @param at where their head is; null: that is not known
  record Done(List<AuditEntry> entries, @Nullable Place at) {}

  private Draft after(Place before) {
    var entries = new ArrayList<AuditEntry>(all.size());
    long sequence = before.head().count();
    var hash = before.head().hash();
    for (var each : all) {
      sequence++;
      hash = each.sealer().hash(hash, sequence, each.what());
      entries.add(new AuditEntry(sequence, each.what(), hash));
    }
    var seal = all.getLast().sealer().seal(sequence, hash);
    return new Draft(id, before, entries, new AuditHead(sequence, hash, seal));
  }

  /// Appends. Throws `StoreException` when it was not stored, or may not have been.
  Done run() {
    deadline = System.nanoTime() + cluster.timeout().toNanos();
    while (true) {
      var done = attempt();
      if (done != null) {
        return done;
      }
      if (System.nanoTime() - deadline > 0) {
        throw given(
            new StoreException.Unavailable(
                "others kept appending to " + AuditStream.NAME, new TimeoutException(id)));
      }
    }
  }

  private StoreException given(StoreException reason) {
    var first = doubt;
    return first == null ? reason : first;
  }

  private @Nullable Done attempt() {
    try {
      return switch (stream.append(draft)) {
        case Published.Kept(long at) -> new Done(draft.entries(), new Place(draft.after(), at));
        case Published.Behind _ -> look();
        case Published.Known _ -> throw new IllegalStateException("an entry without id is known");
      };
    } catch (StoreException.TimedOut | StoreException.Unavailable unanswered) {
      if (doubt != null || Thread.currentThread().isInterrupted()) {
        throw given(unanswered);
      }
      doubt = unanswered;
      deadline = System.nanoTime() + cluster.timeout().toNanos();
      return null;
    } catch (StoreException refused) {
      throw given(refused);
    }
  }

  /// Finds out why the batch was refused. Somebody else's may be on its way, or ours.
  private @Nullable Done look() {
    var now = stream.headToFollow();
    if (now.at() == draft.before().at()) {
      cluster.pause(MOMENT);
      return null;
    }
    if (doubt != null && stream.has(draft)) {
      return new Done(draft.entries(), null);
    }
    doubt = null;
    draft = after(now);
    return null;
  }
}
