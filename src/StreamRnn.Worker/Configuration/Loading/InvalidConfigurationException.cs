using System.Globalization;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>The configuration can't be used. The message has one line an error, of at most <see cref="MaximumLines"/> and how many there are more.</summary>
internal sealed class InvalidConfigurationException(IReadOnlyList<string> errors) : Exception(Join(errors))
{
    /// <summary>More can only come from a file that was not meant.</summary>
    public const int MaximumLines = 100;

    /// <summary>Each names where it was written, the key, the value, and what would be right.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;

    private static string Join(IReadOnlyList<string> errors) => errors.Count <= MaximumLines
        ? string.Join('\n', errors)
        : string.Create(CultureInfo.InvariantCulture, $"{string.Join('\n', errors.Take(MaximumLines))}\nand {errors.Count - MaximumLines:N0} more");
}
