namespace StreamRnn.Alerting.Tests;

public sealed class IncidentOptionsTests
{
    public static TheoryData<IncidentOptions, string> OutOfRange => new()
    {
        { new IncidentOptions { OpenThreshold = 0 }, "OpenThreshold is 0; it must be above 0 and below 1. (Parameter 'OpenThreshold')" },
        { new IncidentOptions { OpenThreshold = 1 }, "OpenThreshold is 1; it must be above 0 and below 1. (Parameter 'OpenThreshold')" },
        { new IncidentOptions { OpenThreshold = double.NaN }, "OpenThreshold is NaN; it must be above 0 and below 1. (Parameter 'OpenThreshold')" },
        { new IncidentOptions { CloseThreshold = -0.1 }, "CloseThreshold is -0.1; it must be at least 0 and below 1. (Parameter 'CloseThreshold')" },
        { new IncidentOptions { OpenThreshold = 0.9, CloseThreshold = 0.9 }, "CloseThreshold is 0.9; it must be below OpenThreshold, which is 0.9, or 0 for the one that follows from it. (Parameter 'CloseThreshold')" },
        { new IncidentOptions { MaxQuiet = TimeSpan.FromDays(31) }, "MaxQuiet is 31.00:00:00; it must be at least 00:00:01 and at most 30.00:00:00. (Parameter 'MaxQuiet')" },
        { new IncidentOptions { Quiet = TimeSpan.Zero }, "Quiet is 00:00:00; it must be at least 00:00:01 and at most 30.00:00:00. (Parameter 'Quiet')" },
        { new IncidentOptions { Quiet = TimeSpan.FromDays(31) }, "Quiet is 31.00:00:00; it must be at least 00:00:01 and at most 30.00:00:00. (Parameter 'Quiet')" },
        { new IncidentOptions { UpdateInterval = TimeSpan.FromSeconds(-1) }, "UpdateInterval is -00:00:01; it must be at least 00:00:00 and at most 30.00:00:00. (Parameter 'UpdateInterval')" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Validate_ValueOutsideItsRange_NamesKeyValueAndRange(IncidentOptions options, string message)
    {
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message);
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(() => new IncidentPipeline(options, static _ => { })).Message);
    }

    [Fact]
    public void Validate_DefaultsAndEndsOfTheRanges_AreAccepted()
    {
        new IncidentOptions().Validate();
        new IncidentOptions { OpenThreshold = double.Epsilon, Quiet = TimeSpan.FromSeconds(1), UpdateInterval = TimeSpan.Zero }.Validate();
        new IncidentOptions { OpenThreshold = double.BitDecrement(1), Quiet = TimeSpan.FromDays(30), UpdateInterval = TimeSpan.FromDays(30) }.Validate();
    }
}
