package io.edgemq.nats.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.edgemq.domain.TenantId;
import io.edgemq.jetstream.table.Json;
import io.edgemq.ports.out.PeerUsage.Report;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reports of processes as JSON. Unknown fields are ignored: a newer process may have written them.
final class ReportFormat {
  private static final int LONGEST_NAME = 200;

  private ReportFormat() {}

  static byte[] write(Report report) {
    var json = Json.object();
    json.put("process", report.process());
    ObjectNode wanted = json.putObject("wanted");
    report.wanted().forEach(wanted::put);
    ObjectNode connections = json.putObject("connections");
    report.connections().forEach((tenant, open) -> connections.put(tenant.value(), open));
    return Json.bytes(json);
  }

  /// Empty when it is no report.
  static Optional<Report> read(byte[] message) {
    try {
      var json = Json.tree(message);
      var process = Json.text(json, "process");
      if (process.isEmpty() || process.length() > LONGEST_NAME) {
        return Optional.empty();
      }
      var connections = new HashMap<TenantId, Integer>();
      numbers(json, "connections")
          .forEach((id, open) -> connections.put(new TenantId(id), Math.toIntExact(open)));
      return Optional.of(new Report(process, numbers(json, "wanted"), connections));
    } catch (IOException | IllegalArgumentException | DateTimeException | ArithmeticException no) {
      return Optional.empty();
    }
  }

  /// Throws [IllegalArgumentException] when they are not.
  private static Map<String, Long> numbers(JsonNode json, String field) {
    var object = json.required(field);
    if (!object.isObject()) {
      throw new IllegalArgumentException("no object: " + field);
    }
    var numbers = new HashMap<String, Long>();
    object.fieldNames().forEachRemaining(name -> numbers.put(name, count(object, name)));
    return numbers;
  }

  private static long count(JsonNode object, String name) {
    long number = Json.number(object, name);
    if (number < 0 || !object.required(name).isIntegralNumber()) {
      throw new IllegalArgumentException("not a number of anything: " + name);
    }
    return number;
  }
}
