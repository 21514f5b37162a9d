package io.edgemq.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.standardwebhooks.Webhook;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import io.edgemq.application.SignedRequest;
import io.edgemq.domain.Attributes;
import io.edgemq.domain.BodyFormat;
import io.edgemq.domain.Content;
import io.edgemq.domain.Payload;
import io.edgemq.domain.PushState;
import io.edgemq.domain.SigningSecrets;
import io.edgemq.domain.Subject;
import io.edgemq.domain.TenantId;
import io.edgemq.domain.TopicMessage;
import io.edgemq.domain.TopicName;
import io.edgemq.domain.TopicRef;
import io.edgemq.domain.WebhookUrl;
import io.edgemq.domain.push.Answer;
import io.edgemq.http.CloudEventJson;
import io.edgemq.ports.out.WebhookClient;
import io.edgemq.testkit.Pushes;
import io.edgemq.webhook.Cidr;
import io.edgemq.webhook.GuardedWebhookClient;
import io.edgemq.webhook.WebhookSettings;
import java.io.IOException;
import java.net.URLDecoder;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;

/// What is pushed as a CloudEvent goes over a socket; the SDK of CloudEvents reads it there, and
/// the library of Standard Webhooks verifies it.
final class CloudEventsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "0123456789abcdef0123456789abcdef";
  private static final TopicRef TOPIC = new TopicRef(new TenantId("demo"), new TopicName("orders"));
  private static final Instant PUBLISHED = Instant.parse("2025-11-21T08:00:00.123Z");

  private final PushSink sink = new PushSink();
  private final WebhookClient.Endpoint endpoint;

  /// What is published.
  private record Sample(String type, byte[] body) {
    Sample(String type, String body) {
      this(type, body.getBytes(UTF_8));
    }

    @Override
    public String toString() {
      return type + ": " + Arrays.toString(body);
    }
  }

  CloudEventsTest() throws IOException {
    var settings =
        new WebhookSettings(
            List.of(Cidr.parse("127.0.0.0/8").orElseThrow()),
            WebhookSettings.Resolver.SYSTEM,
            InstantSource.system(),
            "test");
    endpoint = GuardedWebhookClient.open(settings).open(WebhookUrl.parse(sink.url()).orElseThrow());
  }

  @AfterProperty
  void close() {
    endpoint.close();
    sink.close();
  }

  private PushSink.Received push(BodyFormat format, String subject, Sample sample)
      throws InterruptedException {
    var state = new PushState(SigningSecrets.of(Pushes.secret(SECRET)), 1, 0);
    var subscription = Pushes.subscription(1, Pushes.config().with(1, format), state);
    var attributes = Attributes.of(Map.of("n", "é"));
    var content = new Content(sample.type(), attributes, new Payload(sample.body()));
    var message = new TopicMessage(new Subject(subject), 18, PUBLISHED, content);
    var request =
        SignedRequest.of(TOPIC, subscription, new CloudEventJson()).of(message, 3, Instant.now());

    assertThat(endpoint.post(request)).isInstanceOf(Answer.Responded.class);
    return sink.received().getLast();
  }

  private static CloudEvent event(PushSink.Received came) {
    return HttpMessageFactory.createReaderFromMultimap(came.headers(), came.body()).toEvent();
  }

  /// What the SDK reads; it leaves to its users to decode headers (section 3.1.3.2 of the binding).
  static String subject(PushSink.Received came) {
    var read = requireNonNull(event(came).getSubject());
    return came.header("ce-subject").isEmpty()
        ? read
        : URLDecoder.decode(read.replace("+", "%2B"), UTF_8);
  }

  private static void isEvent(PushSink.Received came, String subject, Sample sample)
      throws IOException {
    var event = event(came);
    assertThat(event.getSpecVersion().toString()).isEqualTo("1.0");
    assertThat(event.getId()).isEqualTo(came.header("webhook-id")).matches("msg_[0-9a-f]{16}_18");
    assertThat(event.getSource()).hasToString("/v1/topics/orders");
    assertThat(event.getType()).isEqualTo("io.edgemq.message");
    assertThat(subject(came)).isEqualTo(subject);
    assertThat(event.getTime()).isEqualTo(OffsetDateTime.parse(PUBLISHED.toString()));
    assertThat(event.getDataContentType()).isEqualTo(sample.type());
    assertThat(event.getExtensionNames()).isEmpty();
    if (sample.body().length == 0) {
      assertThat(event.getData()).isNull();
    } else {
      isData(requireNonNull(event.getData()).toBytes(), sample.body());
    }
  }

  /// The SDK writes JSON anew, so that is compared as what it says.
  private static void isData(byte[] read, byte[] published) throws IOException {
    if (!Arrays.equals(read, published)) {
      assertThat(JSON.readTree(read)).isEqualTo(JSON.readTree(published));
    }
  }

  private static void isSigned(PushSink.Received came) throws Exception {
    assertThat(came.header("X-MQ-Id")).isEqualTo("18");
    assertThat(came.header("X-MQ-Attempt")).isEqualTo("3");
    assertThat(came.isSignedWith(SECRET)).isTrue();
    var text = came.text();
    if (Arrays.equals(text.getBytes(UTF_8), came.body())) { // the library signs texts only
      new Webhook("whsec_" + Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8)))
          .verify(
              text,
              Map.of(
                  "webhook-id", List.of(came.header("webhook-id")),
                  "webhook-timestamp", List.of(came.header("webhook-timestamp")),
                  "webhook-signature", List.of(came.header("webhook-signature"))));
    }
  }

  @Provide
  Arbitrary<Sample> samples() {
    var types =
        Arbitraries.oneOf(
            Arbitraries.of(
                "application/json",
                "application/json;charset=utf-8",
                "application/json; charset=\"UTF-8\"",
                "application/json; charset=utf-16",
                "application/problem+json",
                "text/json",
                "text/plain",
                "text/plain; charset=ISO-8859-1",
                "text/html; charset=utf-8",
                "application/xml",
                "image/svg+xml",
                "application/octet-stream",
                "application/cloud",
                "no media type"),
            // No `+`: what the SDK takes for JSON is narrower than the specification.
            Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("-./; =%\"0")
                .ofMinLength(1)
                .ofMaxLength(20)
                .filter(type -> !type.isBlank() && type.strip().equals(type)));
    var texts =
        Arbitraries.of(
            "{\"a\":1.10,\"b\":[true,null],\"é\":\"\\u0000€\"}",
            " [1, 2 ,-3e-7]\r\n",
            "\"I am a string\"",
            "null",
            "12",
            "{\"a\":1}{\"b\":2}",
            "{\"a\":",
            "'a'",
            "01",
            "NaN",
            "\ufeff{}",
            "// comment\n{}",
            "<much wow=\"xml\"/>");
    var bodies =
        Arbitraries.oneOf(
            texts.map(text -> text.getBytes(UTF_8)),
            Arbitraries.strings().ofMaxLength(40).map(text -> text.getBytes(UTF_8)),
            Arbitraries.bytes().array(byte[].class).ofMaxSize(40));
    return Combinators.combine(types, bodies).as(Sample::new);
  }

  @Provide
  Arbitrary<String> subjects() {
    return Arbitraries.strings()
        .ofMinLength(1)
        .ofMaxLength(12)
        .map(token -> "orders." + token)
        .filter(subject -> Subject.complaint(subject).isEmpty());
  }

  @Property(tries = 1_000)
  void whatever_is_published_is_read_as_an_event_and_verified(
      @ForAll("samples") Sample sample, @ForAll("subjects") String subject) throws Exception {
    var binary = push(BodyFormat.CLOUDEVENTS_BINARY, subject, sample);
    var structured = push(BodyFormat.CLOUDEVENTS_STRUCTURED, subject, sample);

    assertThat(binary.body()).isEqualTo(sample.body());
    for (var came : List.of(binary, structured)) {
      isEvent(came, subject, sample);
      isSigned(came);
    }
    assertThat(event(binary).getId()).isEqualTo(event(structured).getId());
  }

  @Example
  void what_the_binding_encodes_in_headers_is_encoded() throws Exception {
    var sample = new Sample("text/plain", "hi");
    var subject = "orders.Euro€😀.\"50%\".a+b";

    var came = push(BodyFormat.CLOUDEVENTS_BINARY, subject, sample);

    assertThat(came.header("ce-subject"))
        .isEqualTo("orders.Euro%E2%82%AC%F0%9F%98%80.%2250%25%22.a+b");
    assertThat(came.header("ce-source")).isEqualTo("/v1/topics/orders");
    assertThat(came.header("ce-time")).isEqualTo("2025-11-21T08:00:00.123Z");
    assertThat(came.header("content-type")).isEqualTo("text/plain");
    assertThat(came.headers()).doesNotContainKey("Ce-datacontenttype");
    isEvent(came, subject, sample);
  }

  private JsonNode envelope(Sample sample) throws Exception {
    var came = push(BodyFormat.CLOUDEVENTS_STRUCTURED, "orders", sample);
    assertThat(came.header("Content-Type"))
        .isEqualTo("application/cloudevents+json; charset=utf-8");
    assertThat(came.headers().keySet()).noneMatch(name -> name.startsWith("Ce-"));
    isSigned(came);
    return JSON.readTree(came.body());
  }

  @Example
  void json_by_its_media_type_is_the_value_of_data() throws Exception {
    for (var type :
        List.of(
            "application/json",
            "Application/JSON ; charset=UTF-8",
            "application/vnd.acme.order.v2+json",
            "model/gltf+json",
            "text/json")) {
      var envelope = envelope(new Sample(type, "{\"a\":[1]}"));
      assertThat(envelope.path("data")).as(type).isEqualTo(JSON.readTree("{\"a\":[1]}"));
      assertThat(envelope.has("data_base64")).as(type).isFalse();
      assertThat(envelope.path("datacontenttype").asText()).isEqualTo(type);
    }
  }

  @Example
  void text_in_utf8_is_a_string_and_everything_else_is_base64() throws Exception {
    var text = envelope(new Sample("text/plain", "{\"zoë\"}\n"));
    var others =
        Stream.of(
            new Sample("text/plain", new byte[] {(byte) 0xe9}),
            new Sample("text/plain; charset=latin1", "a"),
            new Sample("application/octet-stream", "a"),
            new Sample("application/json", "{"),
            new Sample("application/jsonl", "{}"));

    assertThat(text.path("data").textValue()).isEqualTo("{\"zoë\"}\n");
    assertThat(text.has("data_base64")).isFalse();
    for (var sample : others.toList()) {
      var envelope = envelope(sample);
      assertThat(envelope.has("data")).as(sample.toString()).isFalse();
      assertThat(envelope.path("data_base64").binaryValue()).isEqualTo(sample.body());
    }
  }

  @Example
  void nothing_is_no_data() throws Exception {
    for (var type : List.of("application/json", "text/plain", "image/png")) {
      var sample = new Sample(type, "");

      assertThat(envelope(sample).properties())
          .extracting(Map.Entry::getKey)
          .containsExactly(
              "specversion", "id", "source", "type", "subject", "time", "datacontenttype");
      isEvent(push(BodyFormat.CLOUDEVENTS_BINARY, "orders", sample), "orders", sample);
    }
  }

  /// In binary mode receivers take such a body for the event, so it is told by nothing else.
  @Example
  void an_event_that_was_published_comes_as_that_event() throws Exception {
    var published =
        new Sample(
            "application/cloudevents+json",
            "{\"specversion\":\"1.0\",\"id\":\"7\",\"source\":\"/mine\",\"type\":\"t\"}");

    var binary = push(BodyFormat.CLOUDEVENTS_BINARY, "orders", published);
    var structured = push(BodyFormat.CLOUDEVENTS_STRUCTURED, "orders", published);

    assertThat(event(binary).getId()).isEqualTo("7");
    assertThat(binary.headers().keySet()).noneMatch(name -> name.startsWith("Ce-"));
    assertThat(JSON.readTree(structured.body()).path("data").path("id").asText()).isEqualTo("7");
    isSigned(binary);
  }

  @Example
  void raw_is_no_event() throws Exception {
    var came = push(BodyFormat.RAW, "orders", new Sample("text/plain", "hi"));

    assertThat(came.text()).isEqualTo("hi");
    assertThat(came.headers().keySet()).noneMatch(name -> name.startsWith("Ce-"));
    isSigned(came);
  }
}
