package io.edgemq.application;

import io.edgemq.ports.out.IdSource;
import io.edgemq.ports.out.TopicCatalog;
import io.edgemq.ports.out.TopicLog;
import java.time.InstantSource;

/// What events are told with.
///
/// @param catalog where their topics are made
/// @param log where they are appended
/// @param ids the identity of events
public record EventTools(
    Access access, TopicCatalog catalog, TopicLog log, IdSource ids, InstantSource clock) {}
