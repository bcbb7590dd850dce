"""Giving a preview link, and telling what its address answers."""

from archive.actions import previews

NOWHERE = "/no-such/page/"


def give(testimony, actor):
    return f"/preview/{previews.give_preview(testimony, actor, for_whom='Her daughter', days=7).token}/"


def passage_of(testimony):
    return testimony.transcripts.get().passages.get()


def is_nothing(client, address):
    """Whether the answer is to the byte that of an address at which nothing was ever."""
    answers = [client.get(each) for each in (address, NOWHERE)]
    told = [(each.status_code, each.content, dict(each.headers)) for each in answers]
    return told[0] == told[1] and answers[0].status_code == 404
