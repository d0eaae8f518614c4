namespace StreamRnn.Worker.Demo;

/// <summary>A bundled series as the catalogue names it.</summary>
/// <param name="Name">The stream's key and, with <c>.csv</c>, its file in Demo/Data.</param>
/// <param name="Caption">What is measured, in a few words.</param>
internal sealed record DemoStream(string Name, string Caption);
