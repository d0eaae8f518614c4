using StreamRnn.Core.Training;

namespace StreamRnn.Core.Tests.Training;

public sealed class PromotionTests
{
    private static readonly double[] Ones = [.. Enumerable.Repeat(1.0, WindowSampler.Count)];

    [Fact]
    public void Judge_CandidateBetterOverTwoBatches_IsPromotedAndBeginsAnew()
    {
        var promotion = new Promotion();
        for (int round = 0; round < 3; round++)
        {
            Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 16, worse: 0)));
            Assert.Equal(PromotionVerdict.Promote, promotion.Judge(Ones, Losses(better: 0, worse: 15)));
        }
    }

    [Fact]
    public void Judge_CandidateNotBetterForEightBatches_IsGivenUpAndBeginsAnew()
    {
        var promotion = new Promotion();
        for (int round = 0; round < 3; round++)
        {
            for (int batch = 1; batch < Promotion.RollbackBatches; batch++)
            {
                Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 7, worse: 8)));
            }

            Assert.Equal(PromotionVerdict.RollBack, promotion.Judge(Ones, Losses(better: 7, worse: 8)));
        }
    }

    [Fact]
    public void Judge_CandidateBetterInTheEnd_IsPromotedWhereItHasCaughtUp()
    {
        var promotion = new Promotion();
        Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 0, worse: 16)));
        Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Losses(better: 10, worse: 0)));
        Assert.Equal(PromotionVerdict.Promote, promotion.Judge(Ones, Losses(better: 10, worse: 0)));
    }

    [Fact]
    public void Judge_FewWindowsWithMuchToGain_DoNotOutvoteTheRest()
    {
        var promotion = new Promotion();
        double[] losses = [.. Enumerable.Repeat(1.05, WindowSampler.Count)];
        losses[0] = losses[1] = -50;
        for (int batch = 1; batch < Promotion.RollbackBatches; batch++)
        {
            Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, losses));
        }

        Assert.Equal(PromotionVerdict.RollBack, promotion.Judge(Ones, losses));
    }

    [Fact]
    public void Judge_EqualLossesOrNone_SaysNothing()
    {
        var promotion = new Promotion();
        for (int batch = 0; batch < 20; batch++)
        {
            Assert.Equal(PromotionVerdict.Wait, promotion.Judge(Ones, Ones));
            Assert.Equal(PromotionVerdict.Wait, promotion.Judge([.. Ones.Select(_ => double.NaN)], Ones));
        }
    }

    [Fact]
    public void Judge_CandidateThatNoLongerForecasts_IsGivenUp()
    {
        var promotion = new Promotion();
        var verdict = PromotionVerdict.Wait;
        for (int batch = 0; batch < Promotion.RollbackBatches; batch++)
        {
            verdict = promotion.Judge(Ones, [.. Ones.Select(_ => double.NaN)]);
        }

        Assert.Equal(PromotionVerdict.RollBack, verdict);
    }

    private static double[] Losses(int better, int worse) =>
        [.. Enumerable.Range(0, WindowSampler.Count).Select(window => window < better ? 0.9 : window < better + worse ? 1.1 : 1)];
}
