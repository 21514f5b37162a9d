package io.edgemq.ports.in;

import io.edgemq.domain.Stored;
import io.edgemq.domain.ingest.IngestCors;
import io.edgemq.domain.ingest.IngestId;
import java.util.Optional;

/// Takes what senders that cannot be changed post, and makes messages of it.
public interface IngestMessages {
  /// Which pages may post to the ingest; empty when there is none.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer
  Optional<IngestCors> cors(IngestId id);

  /// Stores what was posted, if it holds to the ingest's rule. The body is asked for only when
  /// nothing but the body can still be wrong.
  ///
  /// @throws io.edgemq.domain.StoreException when the store does not answer or is full
  /// @throws InterruptedException when the thread is interrupted; nothing is stored then
  Outcome<Stored> ingest(IngestId id, Request request) throws InterruptedException;

  /// What was posted.
  interface Request {
    /// The value of a header; empty when it is absent, blank or repeated.
    Optional<String> header(String name);

    /// What follows the ingest in the path, decoded part by part, without the first slash; empty
    /// when nothing does.
    String rest();

    /// The body.
    byte[] body();

    /// The text or whole number at that place of the body (RFC 6901); empty when the body is no
    /// JSON as far as that place, or has none there.
    Optional<String> at(String pointer);
  }
}
