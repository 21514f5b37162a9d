package io.edgemq.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Payload;
import io.edgemq.ports.in.Outcome;
import io.edgemq.server.Call;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the messages of a batch. An entry that cannot be read gets a problem of its own; all
/// others are stored nevertheless.
///
/// @param entries one per entry of the request, in order
record BatchIn<M>(List<Entry<M>> entries) {
  private static final String LIST = "messages";

  /// The result of reading an entry.
  sealed interface Entry<M> {}

  /// It is a message.
  record Good<M>(M message) implements Entry<M> {}

  /// It is not.
  record Bad<M>(Problem problem) implements Entry<M> {}

  BatchIn {
    entries = List.copyOf(entries);
  }

  /// The batch that `call` carries.
  ///
  /// @param known the fields that an entry may have
  /// @param read makes a message of an entry
  static <M> BatchIn<M> of(Call call, Limits limits, List<String> known, Function<Item, M> read) {
    int most = limits.batchBytes();
    var fields = Fields.of(call, most, () -> Problems.batchTooLarge(most), List.of(LIST));
    int size = fields.elements(LIST).size();
    if (size < 1 || size > limits.batchEntries()) {
      throw fields.mentions(LIST)
          ? Problems.outOfRange(LIST, "1 to " + limits.batchEntries() + " entries").asException()
          : fields.missing(LIST);
    }
    var keys = new EntryKeys(MessageIn.key(call));
    var entries = new ArrayList<Entry<M>>(size);
    for (int i = 0; i < size; i++) {
      var element = new Element(fields, i, known);
      entries.add(entry(element, item -> read.apply(new Item(item, keys))));
    }
    return new BatchIn<>(entries);
  }

  /// Where an entry stands in its request, and the fields that it may have.
  private record Element(Fields batch, int index, List<String> known) {
    Fields fields() {
      return batch.element(LIST, index, known);
    }
  }

  private static <M> Entry<M> entry(Element element, Function<Fields, M> read) {
    try {
      return new Good<>(read.apply(element.fields()));
    } catch (ProblemException mistake) {
      return new Bad<>(mistake.problem());
    }
  }

  /// What came of storing `batch`, of those of its entries that could be read. When none could,
  /// there is nothing to store, and the entries alone say why; but the use case is asked whether
  /// the caller may at all.
  static <M, R> List<Outcome<R>> stored(Later<BatchIn<M>> batch, Outcome<List<Outcome<R>>> answer) {
    return batch.isRead() && batch.value().messages().isEmpty()
        ? List.of()
        : Results.require(answer);
  }

  /// The messages that could be read.
  List<M> messages() {
    var messages = new ArrayList<M>(entries.size());
    for (var entry : entries) {
      if (entry instanceof Good<M>(M message)) {
        messages.add(message);
      }
    }
    return List.copyOf(messages);
  }

  /// The payload, media type and attributes of the message that `fields` are.
  static Content content(Fields fields) {
    var type = fields.text("content_type");
    if (type.isPresent() && !Content.isLegalType(type.get())) {
      throw fields.invalid("content_type", "1 to 255 printable ASCII characters");
    }
    var attributes = MessageIn.attributes(fields.textMap("attributes"));
    return new Content(type.orElse(Content.DEFAULT_TYPE), attributes, payload(fields));
  }

  private static Payload payload(Fields fields) {
    var text = fields.text("body");
    var encoded = fields.text("body_b64");
    if (text.isPresent() && encoded.isPresent()) {
      throw fields.invalid("body", "left out when there is a body_b64");
    }
    if (encoded.isPresent()) {
      try {
        return new Payload(Base64.getDecoder().decode(encoded.get().getBytes(US_ASCII)));
      } catch (IllegalArgumentException malformed) {
        throw fields.invalid("body_b64", "standard base64");
      }
    }
    return text.map(body -> new Payload(body.getBytes(UTF_8)))
        .orElseThrow(() -> fields.missing("body"));
  }

  /// What makes the message that `fields` are idempotent: the text in `name`; null when it is
  /// absent.
  static @Nullable DedupKey key(Fields fields, String name) {
    var text = fields.text(name);
    if (text.isPresent() && !DedupKey.isLegal(text.get())) {
      throw fields.invalid(name, "1 to 128 printable ASCII characters");
    }
    return text.map(DedupKey::new).orElse(null);
  }

  /// One entry, from which a message is made.
  static final class Item {
    private final Fields fields;
    private final EntryKeys keys;

    private Item(Fields fields, EntryKeys keys) {
      this.fields = fields;
      this.keys = keys;
    }

    /// Its fields.
    Fields fields() {
      return fields;
    }

    /// Its payload, media type and attributes.
    Content content() {
      return BatchIn.content(fields);
    }

    /// Its group; null when there is none.
    @Nullable GroupId group() {
      var group = fields.text("group");
      if (group.isPresent() && !GroupId.isLegal(group.get())) {
        throw fields.invalid("group", "1 to 128 printable ASCII characters without spaces");
      }
      return group.map(GroupId::new).orElse(null);
    }

    /// What makes it idempotent: its own `dedup_id`, or else the key that the request's gives it;
    /// null when nothing does.
    ///
    /// @param content its content
    /// @param more what it says besides, as [EntryKeys#next] takes it
    @Nullable DedupKey key(Content content, @Nullable String... more) {
      var own = BatchIn.key(fields, "dedup_id");
      return own == null ? keys.next(content, Arrays.asList(more)) : own;
    }
  }
}
