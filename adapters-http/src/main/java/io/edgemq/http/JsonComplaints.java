package io.edgemq.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Locale;

/// Says what is wrong with a body that is not JSON as it must be, and where. The parser's own words
/// may quote the payload, so only their beginning is looked at.
final class JsonComplaints {
  /// How the parser begins, and what is said instead.
  private record Kind(String beginning, String words) {}

  private static final List<Kind> KINDS =
      List.of(
          new Kind("Duplicate field", "a field comes twice"),
          new Kind("Unexpected end-of-input", "the body ends too early"),
          new Kind("Unexpected close marker", "a bracket is closed that was not opened"),
          new Kind("Unexpected character", "there is a character that cannot stand there"),
          new Kind("Unrecognized character escape", "there is an unknown escape in a text"),
          new Kind("Unrecognized token", "there is a word that is no JSON; texts need quotes"),
          new Kind("Illegal unquoted character", "there is a control character in a text"),
          new Kind("Illegal character", "there is a control character"),
          new Kind("Trailing token", "something follows the end of the object"),
          new Kind("Invalid numeric value", "there is a malformed number"),
          new Kind("Leading zero", "there is a malformed number"),
          new Kind("Document nesting depth", "it is nested too deeply"),
          new Kind("Number value length", "there is a number with too many digits"),
          new Kind("BigInteger", "there is a number that is too large"),
          new Kind("BigDecimal", "there is a number that is too large"),
          new Kind("Name length", "the name of a field is too long"));

  private JsonComplaints() {}

  /// The complaint in words, for the middle of a sentence.
  static String of(JsonProcessingException malformed) {
    var message = malformed.getOriginalMessage();
    return "the body is not valid JSON: "
        + (message == null ? "it cannot be read" : words(message))
        + where(malformed.getLocation());
  }

  private static String words(String message) {
    for (var kind : KINDS) {
      if (message.startsWith(kind.beginning())) {
        return kind.words();
      }
    }
    return "it cannot be read";
  }

  private static String where(JsonLocation at) {
    return at == null
        ? ""
        : String.format(Locale.ROOT, ", at line %d, column %d", at.getLineNr(), at.getColumnNr());
  }
}
