namespace StreamRnn.Worker.Demo;

/// <summary>A labelled window and the event time of the first opening or update within it, Unix milliseconds; null where it was missed.</summary>
internal readonly record struct WindowResult(LabelledWindow Window, long? FirstIncident);
