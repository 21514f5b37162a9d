package io.edgemq.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.JsonPointerBasedFilter;
import com.fasterxml.jackson.core.filter.TokenFilter.Inclusion;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.util.Optional;

/// Finds one value in documents of others, without building the document. What is behind the value
/// is not read. Of two fields with one name the first counts.
final class JsonPlaces {
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NUMBER = 100;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER)
                  .maxStringLength(Integer.MAX_VALUE) // the body as a whole is bounded
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .build();

  private JsonPlaces() {}

  /// The text or whole number at `pointer` (RFC 6901); empty when the body is no JSON up to there,
  /// or has neither there.
  static Optional<String> find(byte[] body, String pointer) {
    try (var parser = FACTORY.createParser(body);
        var filtered =
            new FilteringParserDelegate(
                parser,
                new JsonPointerBasedFilter(JsonPointer.compile(pointer)),
                Inclusion.ONLY_INCLUDE_ALL,
                false)) {
      var token = filtered.nextToken();
      return token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT
          ? Optional.of(filtered.getText())
          : Optional.empty();
    } catch (IOException notJson) {
      return Optional.empty();
    }
  }
}
