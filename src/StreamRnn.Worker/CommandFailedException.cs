namespace StreamRnn.Worker;

/// <summary>A command can't go on for a reason that its user can act on: the message goes to standard error as it is, without a stack trace.</summary>
internal sealed class CommandFailedException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="Worker.ExitCode"/>.</summary>
    public int ExitCode { get; } = exitCode;
}
