"""Who came when: a durable, ordered, provable place for every application, without the desk on its path?"""
