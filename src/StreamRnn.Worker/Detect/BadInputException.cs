namespace StreamRnn.Worker.Detect;

/// <summary>An input file isn't what it must be. The message names file, line and what would be right: <c>FILE:LINE: …</c></summary>
internal sealed class BadInputException : Exception
{
    public BadInputException(string file, long line, string message, Exception? cause = null)
        : base(FormattableString.Invariant($"{file}:{line}: {message}"), cause)
    {
    }

    /// <summary>For a file that can't be opened, which has no lines.</summary>
    public BadInputException(string file, string message, Exception? cause = null)
        : base($"{file}: {message}", cause)
    {
    }
}
