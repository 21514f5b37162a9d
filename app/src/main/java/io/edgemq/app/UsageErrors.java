package io.edgemq.app;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Answers a command line that means nothing: with the one line that matters, and where to read
/// more.
final class UsageErrors implements IParameterExceptionHandler {
  private static final int MOST_SUGGESTIONS = 3;

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    var command = failure.getCommandLine();
    print(command.getErr(), message(failure), command.getCommandSpec().qualifiedName());
    return CommandLine.ExitCode.USAGE;
  }

  /// Prints what is wrong, and how to get help with `command`.
  static void print(PrintWriter err, String wrong, String command) {
    err.println("edgemq: " + wrong);
    err.println("Try: " + command + " --help");
  }

  private static String message(ParameterException failure) {
    var message = lower(String.valueOf(failure.getMessage()).lines().findFirst().orElse(""));
    var meant =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    return meant.isEmpty()
        ? message
        : message
            + "; did you mean "
            + String.join(" or ", meant.stream().limit(MOST_SUGGESTIONS).toList())
            + "?";
  }

  private static String lower(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
