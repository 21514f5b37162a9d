package io.edgemq.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.edgemq.domain.Attributes;
import io.edgemq.domain.Content;
import io.edgemq.domain.DedupKey;
import io.edgemq.domain.GroupId;
import io.edgemq.domain.Limits;
import io.edgemq.domain.Payload;
import io.edgemq.domain.TraceParent;
import io.edgemq.server.Call;
import io.edgemq.server.Percent;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads a message: its payload is the request's body, everything else is in headers.
final class MessageIn {
  private static final String ATTRIBUTE = "x-mq-attr-";
  private static final HeaderName DELAY = HeaderNames.create("X-MQ-Delay-Seconds");
  private static final HeaderName GROUP = HeaderNames.create("X-MQ-Group");
  private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
  private static final HeaderName TRACE = HeaderNames.create(TraceParent.NAME);
  private static final int MAX_SECONDS_LENGTH = 15;
  private static final char UNREADABLE = '\ufffd';

  private MessageIn() {}

  /// The content of the message that `call` carries.
  static Content content(Call call, Limits limits) {
    var attributes = attributes(call);
    int most = limits.messageBytes();
    var body = call.body(most, () -> Problems.messageTooLarge(most).asException());
    return new Content(type(call), attributes, new Payload(body));
  }

  /// `content` and the trace that `call` belongs to, unless it names another or none.
  static Content traced(Call call, Content content) {
    return call.header(TRACE)
        .filter(TraceParent::isLegal)
        .filter(_ -> content.attributes().find(TraceParent.NAME).isEmpty())
        .map(trace -> content.with(content.attributes().with(Map.of(TraceParent.NAME, trace))))
        .orElse(content);
  }

  /// The media type of the call's body; bytes of any kind when it does not say.
  static String type(Call call) {
    return call.header(HeaderNames.CONTENT_TYPE).map(MessageIn::type).orElse(Content.DEFAULT_TYPE);
  }

  /// The media type `text`. Throws when no message can have it.
  static String type(String text) {
    if (!Content.isLegalType(text)) {
      throw Problems.invalidHeader(
              "Content-Type", "1 to " + Content.MAX_TYPE_LENGTH + " printable ASCII characters")
          .asException();
    }
    return text;
  }

  private static Attributes attributes(Call call) {
    Map<String, String> values = null;
    for (Header header : call.headers()) {
      var name = header.headerName().lowerCase();
      if (name.startsWith(ATTRIBUTE)) {
        if (header.valueCount() > 1) {
          throw Problems.invalidHeader(Texts.printable(header.name()), "sent once").asException();
        }
        values = values == null ? new TreeMap<>() : values;
        values.put(name.substring(ATTRIBUTE.length()), text(header));
      }
    }
    return values == null ? Attributes.NONE : attributes(values);
  }

  /// Attributes of those names and values. Throws when one of them is illegal or reserved.
  static Attributes attributes(Map<String, String> values) {
    if (values.isEmpty()) {
      return Attributes.NONE;
    }
    for (var each : values.entrySet()) {
      var complaint = Attributes.complaint(each.getKey(), each.getValue());
      if (complaint.isPresent()) {
        throw Problems.invalidAttribute(Texts.printable(complaint.get())).asException();
      }
      if (each.getKey().toLowerCase(Locale.ROOT).startsWith(Attributes.RESERVED_PREFIX)) {
        throw Problems.reservedAttribute(each.getKey()).asException();
      }
    }
    return Attributes.of(values);
  }

  /// The header's value, which came as bytes: read as UTF-8 when it is, else as Latin-1. HTTP/2
  /// hands over ASCII only.
  static String text(Header header) {
    var value = header.get();
    boolean ascii = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == UNREADABLE) {
        throw Problems.invalidHeader(header.name(), "ASCII, or the message sent in a batch")
            .asException();
      }
      ascii &= c < 0x80;
    }
    return ascii ? value : Percent.utf8(ByteBuffer.wrap(value.getBytes(ISO_8859_1))).orElse(value);
  }

  /// The delay that the caller wants; null when it leaves that to the queue.
  static @Nullable Duration delay(Call call) {
    return seconds(call, DELAY);
  }

  /// The duration in the header `name`, a number of seconds; null when it is absent.
  static @Nullable Duration seconds(Call call, HeaderName name) {
    var header = call.header(name);
    if (header.isEmpty()) {
      return null;
    }
    try {
      var text = header.get();
      if (text.length() <= MAX_SECONDS_LENGTH
          && text.chars().noneMatch(c -> c == 'e' || c == 'E')) {
        var seconds = new BigDecimal(text);
        var delay = seconds.signum() < 0 ? null : Seconds.duration(seconds).orElse(null);
        if (delay != null) {
          return delay;
        }
      }
    } catch (NumberFormatException noNumber) {
      // Refused below.
    }
    throw Problems.invalidHeader(name.defaultCase(), "a number of seconds with at most 3 decimals")
        .asException();
  }

  /// The group; null when there is none.
  static @Nullable GroupId group(Call call) {
    var header = call.header(GROUP);
    if (header.isPresent() && !GroupId.isLegal(header.get())) {
      throw Problems.invalidHeader(
              GROUP.defaultCase(), "1 to 128 printable ASCII characters without spaces")
          .asException();
    }
    return header.map(GroupId::new).orElse(null);
  }

  /// What makes the request idempotent; null when nothing does.
  static @Nullable DedupKey key(Call call) {
    var header = call.header(KEY);
    if (header.isPresent() && !DedupKey.isLegal(header.get())) {
      throw Problems.invalidHeader(KEY.defaultCase(), "1 to 128 printable ASCII characters")
          .asException();
    }
    return header.map(DedupKey::new).orElse(null);
  }
}
