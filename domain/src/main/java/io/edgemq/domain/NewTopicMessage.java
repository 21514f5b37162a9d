package io.edgemq.domain;

import org.jspecify.annotations.Nullable;

/// A message on its way into a topic, from the caller to the store.
///
/// @param subject one of the topic's
/// @param dedup null: stored in any case
public record NewTopicMessage(Subject subject, Content content, @Nullable DedupKey dedup) {}
