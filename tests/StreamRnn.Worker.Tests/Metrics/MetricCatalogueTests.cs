using System.Reflection;
using StreamRnn.Worker.Metrics;

namespace StreamRnn.Worker.Tests.Metrics;

public sealed class MetricCatalogueTests
{
    [Fact]
    public void All_HasEveryFamilyOnceAndSaysHowToReadIt()
    {
        MetricFamily[] families = [.. typeof(MetricCatalogue).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.FieldType == typeof(MetricFamily))
            .Select(field => (MetricFamily)field.GetValue(null)!)];

        Assert.Equal(families, MetricCatalogue.All);
        Assert.Equal(families.Length, families.Select(family => family.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.All(families, family => Assert.NotEmpty(family.Reading));
        // prometheus-net writes the help text as it is.
        Assert.All(families, family => Assert.DoesNotContain(family.Help, character => character is '\\' or '\n'));
        Assert.All(families, family => Assert.Equal(family.Type == MetricType.Histogram, !family.Buckets.IsEmpty));
        Assert.All(families, family => Assert.Equal(family.Buckets.Order(), family.Buckets));
    }
}
