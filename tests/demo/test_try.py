def test_x(demo):
    import time
    print(demo.days, demo.newest)
