package io.edgemq.ports.out;

import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.Subject;
import org.jspecify.annotations.Nullable;

/// A message on its way into a topic.
///
/// @param subject one of the topic's
/// @param dedup null: stored in any case
public record NewTopicMessage(Subject subject, Content content, @Nullable DedupKey dedup) {}
