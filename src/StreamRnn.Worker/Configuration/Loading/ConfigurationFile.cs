using System.Text;
using System.Text.Unicode;

namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Reads the configuration file's text.</summary>
internal static class ConfigurationFile
{
    /// <summary>What a ConfigMap of Kubernetes holds; a file that is larger, or never ends, is not meant.</summary>
    private const int MaxBytes = 1 << 20;

    /// <summary>The text, or null where it can't be read, which <paramref name="errors"/> then say.</summary>
    public static string? Read(string file, ConfigurationErrors errors)
    {
        if (file.Length == 0)
        {
            errors.Add("--config", "names no file; write for example --config streamrnn.yaml");
            return null;
        }

        if (Directory.Exists(file))
        {
            errors.Add(file, "is a folder; name the configuration file in it");
            return null;
        }

        try
        {
            using FileStream stream = File.OpenRead(file);
            byte[] bytes = new byte[MaxBytes + 1];
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (length > MaxBytes)
            {
                errors.Add(file, "is larger than 1 MiB; this is no configuration file");
                return null;
            }

            return Decode(file, bytes.AsSpan(0, length), errors);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add(file, unreadable is FileNotFoundException or DirectoryNotFoundException
                ? "there is no such file; name the configuration file after --config"
                : $"can't be read: {unreadable.Message}");
            return null;
        }
    }

    private static string? Decode(string file, ReadOnlySpan<byte> bytes, ConfigurationErrors errors)
    {
        using var reader = new StreamReader(new MemoryStream(bytes.ToArray()), new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: true);
        try
        {
            return reader.ReadToEnd();
        }
        catch (DecoderFallbackException)
        {
            // The decoder knows the place within its own buffer only.
            int line = 1;
            foreach (Range written in bytes.Split((byte)'\n'))
            {
                if (!Utf8.IsValid(bytes[written]))
                {
                    break;
                }

                line++;
            }

            errors.Add($"{file}:{line}", "is not UTF-8 text; save the file as UTF-8");
            return null;
        }
    }
}
