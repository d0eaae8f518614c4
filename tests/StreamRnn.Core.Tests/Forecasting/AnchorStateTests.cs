using System.Runtime.InteropServices;
using StreamRnn.Core.Forecasting;

namespace StreamRnn.Core.Tests.Forecasting;

public sealed class AnchorStateTests
{
    /// <summary>Long enough that a recent mean has come from any error to any other: 0.95^200 is 4e-5.</summary>
    private const int Settled = 200;

    [Fact]
    public void Follow_LargeErrorsInWarmUp_DisturbNothing()
    {
        var state = default(Anchor.AnchorState);
        Give(ref state, Anchor.WarmUp - Settled, 1, 1);
        for (int i = 0; i < Settled; i++)
        {
            state.Follow(100, 100);
            Assert.False(state.IsDisturbed);
        }

        state.Follow(100, 100);
        Assert.True(state.IsDisturbed);
    }

    [Theory]
    [InlineData(2.9, false)]
    [InlineData(4, true)]
    public void Follow_ErrorsAboveTheUsual_AreADisturbanceFromThreeTimesOn(double error, bool isDisturbed)
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Settled, error, error);
        Assert.Equal(isDisturbed, state.IsDisturbed);
        Assert.Equal(isDisturbed, state.IsLasting);
    }

    [Fact]
    public void Follow_OneHugeError_IsClippedAndDisturbsNothing()
    {
        Anchor.AnchorState state = Usual();
        state.Follow(1e6, 1e6);
        Assert.False(state.IsDisturbed);
    }

    [Fact]
    public void IsLasting_Disturbance_TakesSixtyFourSteps()
    {
        Anchor.AnchorState state = Usual();
        int disturbed = 0;
        while (!state.IsLasting)
        {
            state.Follow(8, 8);
            disturbed += state.IsDisturbed ? 1 : 0;
        }

        Assert.Equal(Anchor.LastingSteps, disturbed);
    }

    [Fact]
    public void HasAccepted_DisturbanceThatStays_TakesItsStepsLessTheCalmOnesBetween()
    {
        Anchor.AnchorState state = Usual();
        int balance = 0;
        for (int i = 0; !state.HasAccepted; i++)
        {
            // The usual errors must not follow the disturbance meanwhile: it would end by itself.
            double error = i % 1000 < 100 ? 1 : 8;
            state.Follow(error, error);
            balance = Math.Max(0, balance + (state.IsDisturbed ? 1 : -1));
        }

        Assert.Equal(Anchor.AcceptanceSteps, balance);
        state.Refreshed();
        Assert.False(state.HasAccepted);
        Give(ref state, Settled, 8, 8);
        Assert.False(state.IsDisturbed);
    }

    [Fact]
    public void MustRollBack_AnchorIsBetterByFarAfterALastingDisturbance_AfterSixSteps()
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Settled, 8, 8);

        // 1 + 7 · 0.8^n comes below 1.5 (and a little, as u has grown before the disturbance was one) in 12 steps.
        Assert.Equal(11 + Anchor.ClearSteps, StepsToRollBack(ref state, 1, 6));
        state.RolledBack();
        Assert.Equal(int.MaxValue, StepsToRollBack(ref state, 1, 1));
    }

    [Fact]
    public void MustRollBack_AnchorIsBetterAfterALastingDisturbance_AfterThirtyTwoUndisturbedSteps()
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Settled, 8, 1.2);
        int steps = StepsToRollBack(ref state, 1, 1.2);

        // 1 + 7 · 0.95^n comes below 1.2 / 1.1 in 85 steps.
        Assert.Equal(84 + Anchor.RollbackSteps, steps);
        state.RolledBack();
        Assert.Equal(int.MaxValue, StepsToRollBack(ref state, 1, 1));
    }

    [Theory]
    [InlineData(1, 1.09)]
    [InlineData(4, 7)]
    public void MustRollBack_AnchorIsNotBetterOrTheDisturbanceGoesOn_No(double error, double errorInUse)
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Settled, 8, 1);
        Assert.Equal(int.MaxValue, StepsToRollBack(ref state, error, errorInUse));
    }

    [Fact]
    public void MustRollBack_WithoutALastingDisturbance_No()
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Anchor.LastingSteps / 2, 8, 8);
        Assert.Equal(int.MaxValue, StepsToRollBack(ref state, 1, 8));
    }

    [Theory]
    [InlineData(1.04, true)]
    [InlineData(1.06, false)]
    public void MayRefresh_Undisturbed_WhereTheForecasterInUseIsAsGood(double errorInUse, bool mayRefresh)
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Settled, 1, errorInUse);
        Assert.Equal(mayRefresh, state.MayRefresh);
    }

    [Fact]
    public void MayRefresh_AfterADisturbance_TakesCalmSteps()
    {
        Anchor.AnchorState state = Usual();
        Give(ref state, Settled, 8, 1);
        int calm = 0;
        while (!state.MayRefresh)
        {
            state.Follow(1, 1);
            calm += state.IsDisturbed ? 0 : 1;
        }

        Assert.Equal(Anchor.CalmSteps, calm);
    }

    [Fact]
    public void Follow_ErrorsThatCease_LeaveNoSubnormalNumber()
    {
        Anchor.AnchorState state = Usual();

        // 1/2000 a step takes the usual error below 1e-30 in 140,000 steps.
        for (int i = 0; i < 200_000; i++)
        {
            state.Follow(0, 0);
        }

        Assert.Equal([0, 0, 0, 0, 0], MemoryMarshal.Cast<byte, double>(MemoryMarshal.AsBytes([state]))[..5].ToArray());
    }

    private static Anchor.AnchorState Usual()
    {
        var state = default(Anchor.AnchorState);
        Give(ref state, 2 * Anchor.WarmUp, 1, 1);
        return state;
    }

    private static int StepsToRollBack(ref Anchor.AnchorState state, double error, double errorInUse)
    {
        for (int i = 1; i <= 2 * Settled; i++)
        {
            state.Follow(error, errorInUse);
            if (state.MustRollBack)
            {
                return i;
            }
        }

        return int.MaxValue;
    }

    private static void Give(ref Anchor.AnchorState state, int steps, double error, double errorInUse)
    {
        for (int i = 0; i < steps; i++)
        {
            state.Follow(error, errorInUse);
        }
    }
}
