using System.Collections.Immutable;

namespace StreamRnn.Worker.Demo;

/// <summary>A bundled series with its readings, in the order of its file, and its labelled windows, in time order.</summary>
internal sealed record DemoSeries(
    DemoStream Stream, ImmutableArray<DemoReading> Readings, ImmutableArray<LabelledWindow> Windows);
