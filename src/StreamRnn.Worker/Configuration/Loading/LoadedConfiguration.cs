namespace StreamRnn.Worker.Configuration.Loading;

/// <summary>Valid options, and where each key that is not at its default was written.</summary>
internal sealed record LoadedConfiguration(WorkerOptions Options, IReadOnlyDictionary<string, string> Origins);
