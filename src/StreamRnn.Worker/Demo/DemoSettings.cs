namespace StreamRnn.Worker.Demo;

/// <summary>How the demo is run.</summary>
internal sealed record DemoSettings
{
    /// <summary>The port tried where none is asked for.</summary>
    public const int UsualPort = 8080;

    /// <summary>The speed of a demo that people watch: the bundled readings take some five minutes, and an incident opens every few seconds.</summary>
    public const double UsualSpeed = 100_000;

    /// <summary>End after the last reading, instead of keeping the page up until the user ends it.</summary>
    public bool Once { get; init; }

    /// <summary>Event time over real time, above 0; null plays as fast as the engine takes the readings.</summary>
    public double? Speed { get; init; }

    /// <summary>The port of page and metrics, 1 to 65,535; null takes <see cref="UsualPort"/>, or a free one where that is taken.</summary>
    public int? Port { get; init; }

    /// <summary>False serves no page.</summary>
    public bool Page { get; init; } = true;
}
